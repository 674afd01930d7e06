/** The 40-pin header of every Raspberry Pi since the B+ (Raspberry Pi documentation, GPIO and the 40-pin header). */
export const HEADER: readonly HeaderPin[] = [
  ...['3V3', '5V', 2, '5V', 3, 'GND', 4, 14, 'GND', 15, 17, 18, 27, 'GND', 22, 23, '3V3', 24, 10, 'GND'],
  ...[9, 25, 11, 8, 'GND', 7, 0, 1, 5, 'GND', 6, 12, 13, 'GND', 19, 16, 26, 20, 'GND', 21],
] as readonly HeaderPin[];

/** What a pin of the header carries: a supply, or a line by its BCM number. */
export type HeaderPin = '3V3' | '5V' | 'GND' | number;

/** What pin n (1–40) carries. */
export function headerPin(pin: number): HeaderPin | undefined {
  return HEADER[pin - 1];
}

/** Lines that belong to something else: I²C of the header, and the pair by which the board knows what is plugged on. */
export const I2C_LINES = { sda: 2, scl: 3 } as const;
export const BOARD_ID_LINES: readonly number[] = [0, 1];

/**
 * The pull a line has from power-up until somebody sets it: up for BCM 0–8, down for 9–27 (BCM2835 ARM Peripherals, table of
 * alternative functions; RP1 Peripherals, section on GPIO). A lamp, a beeper or a stage on a line that starts high would
 * act before the program runs.
 */
export function pullAtPowerUp(bcm: number): 'up' | 'down' {
  return bcm <= 8 ? 'up' : 'down';
}
