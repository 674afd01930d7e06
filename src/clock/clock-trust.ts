/**
 * What the wall clock can be believed by: set from a battery-backed clock at boot, kept by a time server, or neither, in
 * which case it merely continues from whenever the disk was last written.
 */
export type ClockTrust = 'rtc' | 'network' | 'none';
