import { InvalidArgumentError } from 'commander';

/** A number for commander, within limits that the message names. */
export function numberBetween(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !(value >= low && value <= high)) {
      throw new InvalidArgumentError(`It must be a number from ${low} to ${high}.`);
    }
    return value;
  };
}

/** As `numberBetween`, whole numbers only. */
export function wholeNumberBetween(low: number, high: number): (text: string) => number {
  const parse = numberBetween(low, high);
  return (text) => {
    const value = parse(text);
    if (!Number.isInteger(value)) throw new InvalidArgumentError('It must be a whole number.');
    return value;
  };
}
