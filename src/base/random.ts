/**
 * A stream of reproducible random numbers: the same seed gives the same stream, of uniform numbers on every machine, of normal
 * ones on every machine of one processor family (they go through sine and cosine, whose last bit differs on arm64).
 */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** An independent stream derived from this one and a label. */
  fork(label: number): Random;
}

/** sfc32 (Chris Doty-Humphrey, PractRand): 128 bits of state, passes PractRand and BigCrush. */
export function seededRandom(seed: number): Random {
  let a = seed >>> 0;
  let b = 0x9e3779b9;
  let c = 0x243f6a88;
  let counter = 1;
  const next = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    c |= 0;
    return t >>> 0;
  };
  for (let i = 0; i < 15; i++) next();
  let spare: number | undefined;
  return {
    uniform: () => next() / 4294967296,
    normal() {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      // Box–Muller, both halves used; 1 - u keeps the logarithm finite.
      const radius = Math.sqrt(-2 * Math.log(1 - next() / 4294967296));
      const angle = (2 * Math.PI * next()) / 4294967296;
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
    fork: (label) => seededRandom((next() ^ Math.imul(label + 1, 0x85ebca6b)) >>> 0),
  };
}
