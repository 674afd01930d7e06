/**
 * How a false-positive rate grows with stain deposits: a slide of which a share x of the cells carries dots has
 * 1 + slope × (x − reference) times the rate of a slide with the reference share. Fitted by `fitDotSlope`.
 */
export interface DotSlope {
  /** Mean share of dotted cells over the patients that the rate was measured on, 0–1. */
  readonly reference: number;
  /** Times the rate at the reference, per unit of share. */
  readonly slope: number;
  /** Its 95 % interval and standard error. */
  readonly low: number;
  readonly high: number;
  readonly standardError: number;
  readonly patients: number;
}

/** Beta-distributed rate between patients: mean and overdispersion as Beta(alpha, beta), with a 95 % interval of the mean. */
export interface RateEstimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Patients and cells that the estimate rests on. */
  readonly patients: number;
  readonly cells: number;
  /** Beta distribution of one new patient's rate: spread between patients and uncertainty of the mean together. */
  readonly alpha: number;
  readonly beta: number;
  /** Of a false-positive rate, where it was found to depend on the stain. */
  readonly dots?: DotSlope | undefined;
}
