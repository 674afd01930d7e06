/** Made with models/golden.mjs on x86-64; int8 arithmetic is exact, so every CPU must give these. */
export const golden = {
  weights: 'b2a0fef3fc9ba81d82fdb970510f3fe5fe4a57bf0668f5371c4344def0f61093',
  firstLogits: [
    0.26461026072502136, -0.49141907691955566, -2.079080581665039, 1.776668906211853, 0.7182278633117676,
    -1.0584410429000854, -2.116882085800171, 1.776668906211853,
  ],
  logits: '931eb3ec7da3d55783a22ade4af3ba29ff1936087609c4e28ffb0461db81444f',
};
