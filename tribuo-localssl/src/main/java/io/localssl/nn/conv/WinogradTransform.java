package io.localssl.nn.conv;

/**
 * The transforms of the minimal filtering algorithm F(4x4, 3x3) (Lavin and Gray 2015, <a href="https://arxiv.org/abs/1509.09308">arXiv 1509.09308</a>), element by
 * element over arrays. With a tile d of 6x6 inputs, a kernel g of 3x3 and 4x4 outputs y
 * <pre>
 * y = A^T [ (G g G^T) o (B^T d B) ] A        dL/dg = G^T [ (A dL/dy A^T) o (B^T d B) ] G
 *
 *       a2b2    0   -(a2+b2)  0     1  0           1/M     0      0
 *        0   -a b2   -b2      a     1  0           1/P    a/P   a2/P            1   1   1   1   1   0
 * B^T =  0    a b2   -b2     -a     1  0       G = 1/P   -a/P   a2/P      A^T = 0   a  -a   b  -b   0
 *        0   -b a2   -a2      b     1  0           1/Q    b/Q   b2/Q            0  a2  a2  b2  b2   0
 *        0    b a2   -a2     -b     1  0           1/Q   -b/Q   b2/Q            0  a3 -a3  b3 -b3   1
 *        0    a2b2     0   -(a2+b2) 0  1            0      0      1
 * </pre>
 * for the points 0, a, -a, b, -b and infinity, where a2 is a squared, M = a2b2, P = 2 a2 (a2 - b2), Q = 2 b2 (b2 - a2). With a = 5/8 and b = 3/2 the matrices have
 * no large elements, which leaves about half of the rounding error of the usual 1 and 2 (Barabasz et al. 2018,
 * <a href="https://arxiv.org/abs/1803.10986">arXiv 1803.10986</a>).
 * <p>
 * Each method applies one of the matrices to arrays in the place of vector elements. HotSpot's compiler turns such loops into vector instructions where they are
 * over whole separate arrays (no offsets) and where no sum has two sums as its terms; measured on JDK 17, the others take ten times as long.
 */
final class WinogradTransform {
    private static final float A = 5f / 8;
    private static final float B = 3f / 2;
    private static final float A2 = A * A;
    private static final float B2 = B * B;
    private static final float A3 = A * A2;
    private static final float B3 = B * B2;
    private static final float SUM = A2 + B2;
    private static final float M = A2 * B2;
    private static final float PER_M = 1 / M;
    private static final float PER_P = 1 / (2 * A2 * (A2 - B2));
    private static final float PER_Q = 1 / (2 * B2 * (B2 - A2));

    private WinogradTransform() {
    }

    /** t = B^T d. */
    static void input(float[] d0, float[] d1, float[] d2, float[] d3, float[] d4, float[] d5, float[][] t, int n) {
        inputEnd(d0, d2, d4, t[0], n);
        inputPair(d1, d2, d3, d4, A, B2, A * B2, t[1], t[2], n);
        inputPair(d1, d2, d3, d4, B, A2, B * A2, t[3], t[4], n);
        inputEnd(d1, d3, d5, t[5], n);
    }

    private static void inputEnd(float[] d0, float[] d2, float[] d4, float[] t, int n) {
        for (int i = 0; i < n; i++) {
            t[i] = M * d0[i] - SUM * d2[i] + d4[i];
        }
    }

    /** The rows of a point p and of the opposite one, with the square of the other point q2. */
    private static void inputPair(float[] d1, float[] d2, float[] d3, float[] d4, float p, float q2, float pq2, float[] plus, float[] minus, int n) {
        for (int i = 0; i < n; i++) {
            float even = d4[i] - q2 * d2[i];
            float odd = p * d3[i] - pq2 * d1[i];
            plus[i] = even + odd;
            minus[i] = even - odd;
        }
    }

    /** y = A^T m; m1 to m4 become their sums and differences. */
    static void output(float[] m0, float[] m1, float[] m2, float[] m3, float[] m4, float[] m5, float[][] y, int n) {
        addAndSubtract(m1, m2, n);
        addAndSubtract(m3, m4, n);
        outputEven(m0, m1, m3, y[0], y[2], n);
        outputOdd(m2, m4, m5, y[1], y[3], n);
    }

    private static void addAndSubtract(float[] a, float[] b, int n) {
        for (int i = 0; i < n; i++) {
            float x = a[i];
            float y = b[i];
            a[i] = x + y;
            b[i] = x - y;
        }
    }

    private static void outputEven(float[] m0, float[] a, float[] b, float[] y0, float[] y2, int n) {
        for (int i = 0; i < n; i++) {
            y0[i] = m0[i] + a[i] + b[i];
            y2[i] = A2 * a[i] + B2 * b[i];
        }
    }

    private static void outputOdd(float[] a, float[] b, float[] m5, float[] y1, float[] y3, int n) {
        for (int i = 0; i < n; i++) {
            y1[i] = A * a[i] + B * b[i];
            y3[i] = A3 * a[i] + B3 * b[i] + m5[i];
        }
    }

    /** m = A y. */
    static void outputGradient(float[] y0, float[] y1, float[] y2, float[] y3, float[][] m, int n) {
        System.arraycopy(y0, 0, m[0], 0, n);
        outputGradientPair(y0, y1, y2, y3, A, A2, A3, m[1], m[2], n);
        outputGradientPair(y0, y1, y2, y3, B, B2, B3, m[3], m[4], n);
        System.arraycopy(y3, 0, m[5], 0, n);
    }

    private static void outputGradientPair(float[] y0, float[] y1, float[] y2, float[] y3, float point, float square, float cube, float[] plus, float[] minus, int n) {
        for (int i = 0; i < n; i++) {
            float even = y0[i] + square * y2[i];
            float odd = point * y1[i] + cube * y3[i];
            plus[i] = even + odd;
            minus[i] = even - odd;
        }
    }

    /** u = G g; u starts at an index of its array and goes on with a step. */
    static void kernel(float[] g0, float[] g1, float[] g2, float[][] u, int first, int step, int n) {
        float[] u0 = u[first];
        for (int i = 0; i < n; i++) {
            u0[i] = g0[i] * PER_M;
        }
        kernelPair(g0, g1, g2, PER_P, A * PER_P, A2 * PER_P, u[first + step], u[first + 2 * step], n);
        kernelPair(g0, g1, g2, PER_Q, B * PER_Q, B2 * PER_Q, u[first + 3 * step], u[first + 4 * step], n);
        System.arraycopy(g2, 0, u[first + 5 * step], 0, n);
    }

    private static void kernelPair(float[] g0, float[] g1, float[] g2, float k0, float k1, float k2, float[] plus, float[] minus, int n) {
        for (int i = 0; i < n; i++) {
            float even = k0 * g0[i] + k2 * g2[i];
            float odd = k1 * g1[i];
            plus[i] = even + odd;
            minus[i] = even - odd;
        }
    }

    /** g = G^T u; u starts at an index of its array and goes on with a step, and all but its ends become sums and differences. */
    static void kernelGradient(float[][] u, int first, int step, float[] g0, float[] g1, float[] g2, int n) {
        float[] sumA = u[first + step];
        float[] differenceA = u[first + 2 * step];
        float[] sumB = u[first + 3 * step];
        float[] differenceB = u[first + 4 * step];
        addAndSubtract(sumA, differenceA, n);
        addAndSubtract(sumB, differenceB, n);
        combine(u[first], sumA, sumB, PER_M, PER_P, PER_Q, g0, n);
        combine(u[first + 5 * step], sumA, sumB, 1, A2 * PER_P, B2 * PER_Q, g2, n);
        for (int i = 0; i < n; i++) {
            g1[i] = PER_P * A * differenceA[i] + PER_Q * B * differenceB[i];
        }
    }

    private static void combine(float[] u, float[] a, float[] b, float ku, float ka, float kb, float[] g, int n) {
        for (int i = 0; i < n; i++) {
            g[i] = ku * u[i] + ka * a[i] + kb * b[i];
        }
    }
}
