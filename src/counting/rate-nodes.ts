import type { RateEstimate } from './rate-estimate.js';
import { betaQuantile } from './rates/incomplete-beta.js';

/** A distribution of a rate as nodes, ascending, with weights that sum to 1. */
export interface RateNodes {
  readonly rates: Float64Array;
  readonly weights: Float64Array;
}

/** Probability and weight of node i of `count`: midpoints in t with probability t²(3 − 2t), close together in both tails. */
function nodeAt(i: number, count: number): { probability: number; weight: number } {
  const t = (i + 0.5) / count;
  // The midpoint rule's weights 6t(1 − t) / count sum to 1 + 1 / (2 count²), divided out.
  return {
    probability: t * t * (3 - 2 * t),
    weight: (6 * t * (1 - t)) / count / (1 + 0.5 / (count * count)),
  };
}

const known = new WeakMap<RateEstimate, Map<number, RateNodes>>();

/**
 * Nodes that integrate over a rate's beta distribution; more of them in the tails, which set the limits of an interval,
 * than equal probabilities would give. Remembered per estimate, since a slide asks after every field.
 * Throws RangeError unless alpha and beta are positive and finite.
 */
export function rateNodes(rate: RateEstimate, count: number): RateNodes {
  const remembered = known.get(rate)?.get(count);
  if (remembered) return remembered;
  const { alpha, beta } = rate;
  if (!(alpha > 0 && beta > 0 && Number.isFinite(alpha + beta))) {
    throw new RangeError(`Beta(${alpha}, ${beta}) is not a distribution of a rate`);
  }
  const rates = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const { probability, weight } = nodeAt(i, count);
    rates[i] = betaQuantile(probability, alpha, beta);
    weights[i] = weight;
  }
  const nodes = { rates, weights };
  known.set(rate, (known.get(rate) ?? new Map<number, RateNodes>()).set(count, nodes));
  return nodes;
}

/** Gauss–Hermite, 5 nodes, for a standard normal (Abramowitz & Stegun 25.10, scaled). */
const normalNodes = [
  -2.8569700138728056, -1.355626179974266, 0, 1.355626179974266, 2.8569700138728056,
] as const;
const normalWeights = [
  0.011257411327720689, 0.2220759220056126, 0.5333333333333333, 0.2220759220056126, 0.011257411327720689,
];

/**
 * A rate's nodes times an independent normal factor of mean 1 and coefficient of variation `variation`, as many nodes again.
 * Rates above 1 can come out: the factor stands for fields that hold more than the slide's average.
 */
export function spreadOut({ rates, weights }: RateNodes, variation: number): RateNodes {
  if (variation < 1e-6) return { rates, weights };
  const products: { rate: number; weight: number }[] = [];
  for (let i = 0; i < rates.length; i++) {
    for (let j = 0; j < normalNodes.length; j++) {
      products.push({
        rate: rates[i] * Math.max(0, 1 + variation * normalNodes[j]),
        weight: weights[i] * normalWeights[j],
      });
    }
  }
  products.sort((a, b) => a.rate - b.rate);
  // Quantiles of the products, each product's weight centred on its own rate, linear in between.
  const count = rates.length;
  const spread = { rates: new Float64Array(count), weights: new Float64Array(count) };
  let below = 0;
  let at = 0;
  let previous = { centre: 0, rate: products[0].rate };
  let centre = products[0].weight / 2;
  for (let i = 0; i < count; i++) {
    const { probability, weight } = nodeAt(i, count);
    while (centre < probability && at < products.length - 1) {
      previous = { centre, rate: products[at].rate };
      below += products[at].weight;
      at++;
      centre = below + products[at].weight / 2;
    }
    const part = centre > previous.centre ? (probability - previous.centre) / (centre - previous.centre) : 1;
    spread.rates[i] = previous.rate + Math.min(1, part) * (products[at].rate - previous.rate);
    spread.weights[i] = weight;
  }
  return spread;
}
