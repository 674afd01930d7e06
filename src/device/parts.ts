import type { Camera, LiveFrame } from '../capture/camera.js';
import type { FramePool } from '../capture/cameras/frame-pool.js';
import type { Cancel, Clock } from '../clock/clock.js';
import type { PowerOff } from '../gauge/power-off.js';
import type { Panel } from '../panel/panel.js';
import type { PowerPicture } from '../power/power-state.js';
import type { Log } from '../service/log.js';
import type { ServiceManager } from '../service/service-manager.js';
import type { FieldCounter, FieldVerdict } from '../slide/field-counter.js';
import type { NewFile } from '../store/file-ledger.js';
import type { SlideStore } from '../store/slide-store.js';
import type { StageAdvance } from '../wiring/stage-advance.js';
import type { ShownFault } from '../workflow/screen.js';
import type { WorkflowSettings } from '../workflow/workflow-settings.js';
import type { PowerMode } from './power-mode.js';
import type { CountingSettings } from './slide-at-hand.js';
import type { DeviceSync } from './device-sync.js';

/** A button after its debounce. */
export interface PressedButton {
  readonly isDown: boolean;
  /** The returned function unsubscribes. */
  onChange(listener: (change: 'down' | 'up') => void): Cancel;
}

/** The power policy at work. */
export interface PowerSource {
  picture(): PowerPicture;
  onChange(listener: (picture: PowerPicture) => void): Cancel;
  /** The device does something else from now on: what it draws is learned by this. */
  mode(mode: PowerMode): void;
  /** A slide was counted to its end, begun so many ms ago. */
  slideLasted(ms: number): void;
}

/** Everything the daemon is made of. Built by the composition root, real or virtual; closed by whoever built it. */
export interface DeviceParts {
  readonly clock: Clock;
  readonly camera: Camera;
  readonly pool: FramePool;
  /** Told whenever the camera's keeper begins to start it again. */
  readonly onCameraRestart?: (listener: () => void) => Cancel;
  readonly counter: FieldCounter;
  readonly store: SlideStore;
  readonly panel: Panel;
  readonly button: PressedButton;
  readonly power: PowerSource;
  readonly powerOff: PowerOff;
  readonly advance?: StageAdvance;
  readonly service: ServiceManager;
  readonly log: Log;
  readonly selfTest: () => Promise<readonly ShownFault[]>;
  /** Writes a field's pictures before its commit names them. */
  readonly keepPictures: (
    slideId: string,
    verdict: FieldVerdict,
    frame: LiveFrame,
  ) => Promise<readonly NewFile[]>;
  /** Sending; absent where no synchronisation is set up. */
  readonly sync?: DeviceSync;
  readonly counting: CountingSettings;
  readonly workflow: WorkflowSettings;
}
