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
  /** Its identity before it got a new key, where an administrator said so. */
  readonly former?: string;
}

/** Devices that were let in. Rejects with StorageError, as every part of the registry. */
export interface DeviceBook {
  /** Let a device in, or move it to another site or name; its key never changes (RangeError). Written to the audit log. */
  enrol(
    device: Omit<EnrolledDevice, 'enrolledAtMs' | 'revokedAtMs' | 'former'>,
    atMs: number,
  ): Promise<EnrolledDevice>;
  /** Take no more records of it; what came stays. */
  revoke(id: string, by: string, atMs: number): Promise<void>;
  /**
   * Say that device `id` is `former` with a new key: from then on what it says of slides that were counted under `former` is
   * taken, and nothing signed by the key of `former` any more (it is revoked). Two may have the same former identity, where a
   * copied card gave two devices one key. Written to the audit log; saying the same again changes nothing. RefusedError
   * no-such-device, device-revoked, already-linked, linked-in-circle.
   */
  link(id: string, former: string, by: string, atMs: number): Promise<void>;
  enrolled(id: string): Promise<EnrolledDevice | undefined>;
  enrolledDevices(): Promise<readonly EnrolledDevice[]>;
}
