/** Made with models/golden.mjs on x86-64; int8 arithmetic is exact, so every CPU must give these. */
export const golden = {
  weights: '237cfebee3e9c741d7a4128a28ec9dea1c664dd2a9029efb099c1d93f9da37a6',
  firstLogits: [
    0.6281235218048096, -0.9072895646095276, -1.8494747877120972, 1.4307258129119873, 0.6281235218048096,
    -0.9072895646095276, -2.058849334716797, 1.6052045822143555,
  ],
  logits: '68b5a3704d7f37281b0575be267ce8df36ad953c7dade5e110133629ac5eb0c5',
};
