/**
 * Two views of every image by random augmentation, prepared in the background.
 * <p>
 * A view is made in this order: random crop (resized, or plain), horizontal flip, colour jitter, greyscale, Gaussian blur, normalisation (Wu et al., arXiv
 * 2601.21683, appendix on training; operations and distributions as torchvision defines them). Views are float planes in (channel, row, column) order
 * on the scale 0 to 255 until they are normalised. What a view looks like depends on the seed, the epoch, the image and the number of the view, on
 * nothing else.
 */
@NullMarked
package io.localssl.augment;

import org.jspecify.annotations.NullMarked;
