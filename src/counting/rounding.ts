/** `value` to two significant digits: nearest, or outward for the limits of an interval (down, up). 0 stays 0; value ≥ 0. */
export function twoDigits(value: number, direction: 'nearest' | 'down' | 'up'): number {
  if (value === 0) return 0;
  // Decimal text, not a division by a power of ten: 0.0012 must come out as 0.0012.
  const [mantissa = '', exponent = '0'] = value.toExponential(12).split('e');
  const digits = Number(mantissa) * 10;
  const rounded =
    direction === 'nearest'
      ? Math.round(digits)
      : direction === 'down'
        ? Math.floor(digits)
        : Math.ceil(digits);
  return Number(`${rounded}e${Number(exponent) - 1}`);
}

/** A share 0–1 as percent, two significant digits, without exponent: 0.0123 → "1.2 %". An upper limit never exceeds 100 %. */
export function percent(share: number, direction: 'nearest' | 'down' | 'up'): string {
  const rounded = Math.min(100, twoDigits(share * 100, direction));
  // 0.05 parasites/µL: not worth its zeros.
  if (rounded < 1e-6) return direction === 'up' && rounded > 0 ? '0.000001 %' : '0 %';
  const decimals = Math.max(0, 1 - Math.floor(Math.log10(rounded) + 1e-12));
  return `${rounded.toFixed(rounded >= 100 ? 0 : decimals)} %`;
}

/** A whole number with thousands separated, English style: 60000 → "60,000". */
export function grouped(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Parasites/µL, two significant digits and whole: an upper limit rounds up, a lower one down. */
export function density(perMicrolitre: number, direction: 'nearest' | 'down' | 'up'): string {
  const rounded = twoDigits(perMicrolitre, direction);
  return grouped(
    direction === 'down' ? Math.floor(rounded) : direction === 'up' ? Math.ceil(rounded) : rounded,
  );
}
