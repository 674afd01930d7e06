import { HardwareError } from '../base/errors.js';

/** Whatever a display's lines or bus threw, as the panel's own error. */
export function displayError(cause: unknown): HardwareError {
  if (cause instanceof HardwareError && cause.code.startsWith('display-')) return cause;
  const silent = cause instanceof HardwareError && /no-(answer|bus)$/.test(cause.code);
  const detail = cause instanceof Error ? cause.message : String(cause);
  return silent
    ? new HardwareError(
        'display-no-answer',
        `The display does not answer: ${detail}`,
        "Check the display's cable and its supply, and the address and bus in the configuration.",
        { cause },
      )
    : new HardwareError(
        'display-fault',
        `The panel could not be written to: ${detail}`,
        "Check the panel's wiring against the wiring table; counting goes on without it.",
        { cause },
      );
}
