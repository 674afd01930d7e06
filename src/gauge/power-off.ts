import { spawn } from 'node:child_process';
import { HardwareError } from '../base/errors.js';

/** Turns the machine off. Everything must be committed before. */
export interface PowerOff {
  /** Resolves once the poweroff has been accepted (not when it is over); rejects with HardwareError power-off-*. */
  powerOff(): Promise<void>;
}

/** For tests and the virtual device: the machine stays on. */
export class RecordedPowerOff implements PowerOff {
  /** How often it was asked for. */
  times = 0;

  powerOff(): Promise<void> {
    this.times++;
    return Promise.resolve();
  }
}

/**
 * Through systemd, which stops every service and unmounts the disks first. The program needs the right to it: run as root, or
 * a polkit rule for org.freedesktop.login1.power-off.
 */
export class SystemdPowerOff implements PowerOff {
  readonly #command: string;
  readonly #timeoutMs: number;

  /** `command`: name or path of systemctl. `timeoutMs`: it only hands in the request, so seconds are plenty. */
  constructor(options: { readonly command?: string; readonly timeoutMs?: number } = {}) {
    this.#command = options.command ?? 'systemctl';
    this.#timeoutMs = options.timeoutMs ?? 10_000;
  }

  powerOff(): Promise<void> {
    return new Promise((resolve, reject) => {
      const child = spawn(this.#command, ['poweroff', '--no-wall', '--no-ask-password'], {
        stdio: ['ignore', 'ignore', 'pipe'],
        timeout: this.#timeoutMs,
        killSignal: 'SIGKILL',
      });
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-500);
      });
      child.on('error', (error) => {
        reject(
          new HardwareError(
            'power-off-missing',
            `${this.#command} cannot be started: ${error.message}`,
            'Switch the device off at its switch; everything is saved. Run it on a system with systemd.',
            { cause: error },
          ),
        );
      });
      child.on('close', (code, signal) => {
        if (code === 0) resolve();
        else reject(signal === null ? refused(said) : unanswered(this.#timeoutMs, signal));
      });
    });
  }
}

function refused(said: string): HardwareError {
  return new HardwareError(
    'power-off-refused',
    `The system refused to power off: ${said.trim() || 'no reason given'}`,
    'Switch the device off at its switch; everything is saved. Give the service the right to power off (polkit).',
  );
}

function unanswered(timeoutMs: number, signal: string): HardwareError {
  return new HardwareError(
    'power-off-timeout',
    `The system did not take the poweroff within ${timeoutMs / 1000} s (ended by ${signal}).`,
    'Switch the device off at its switch; everything is saved.',
  );
}
