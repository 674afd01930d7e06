/** A device that may send: its key is what its records are verified by. */
export interface EnrolledDevice {
  readonly id: string;
  readonly site: string;
  /** What people call it. */
  readonly name: string;
  /** Ed25519, SPKI as PEM. */
  readonly publicKey: string;
  readonly enrolledAtMs: number;
  /** Who let it in. */
  readonly enrolledBy: string;
  /** Set when its records are not taken any more. */
  readonly revokedAtMs?: number;
}

/** Devices that were let in. Rejects with StorageError, as every part of the registry. */
export interface DeviceBook {
  /** Let a device in, or move it to another site or name; its key never changes (RangeError). Written to the audit log. */
  enrol(device: Omit<EnrolledDevice, 'enrolledAtMs' | 'revokedAtMs'>, atMs: number): Promise<EnrolledDevice>;
  /** Take no more records of it; what came stays. */
  revoke(id: string, by: string, atMs: number): Promise<void>;
  enrolled(id: string): Promise<EnrolledDevice | undefined>;
  enrolledDevices(): Promise<readonly EnrolledDevice[]>;
}
