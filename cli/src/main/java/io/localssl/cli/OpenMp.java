package io.localssl.cli;

import com.sun.jna.Library;
import com.sun.jna.Native;

/** How the threads of native arithmetic wait for each other. */
final class OpenMp {
    private static final String WAIT_POLICY = "OMP_WAIT_POLICY";

    private OpenMp() {
    }

    /** What of the C library is needed. */
    private interface C extends Library {
        int setenv(String name, String value, int overwrite);
    }

    /**
     * Lets waiting threads sleep instead of spin, unless the environment says otherwise. On a machine that does other work as well, a spinning thread
     * keeps the processor from the very thread it waits for: training was seen to become seven times slower.
     * OpenMP reads the environment when its library is loaded, so this has to come first.
     */
    static void waitPatiently() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return; // GNU OpenMP is what the Linux builds bring along
        }
        try {
            Native.loadLibrary("c", C.class).setenv(WAIT_POLICY, "passive", 0);
        } catch (LinkageError e) {
            System.getLogger(OpenMp.class.getName()).log(System.Logger.Level.DEBUG, "no JNA: OpenMP threads spin while they wait", e);
        }
    }
}
