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
}
