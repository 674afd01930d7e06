import type { Beep, Panel } from '../panel/panel.js';
import type { Screen } from '../workflow/screen.js';

/** A panel that somebody looks at: passes all on to the panel itself, and each screen to the onlooker. */
export class SeenPanel implements Panel {
  constructor(
    private readonly panel: Panel,
    private readonly sees: (screen: Screen) => void,
  ) {}

  async show(screen: Screen): Promise<void> {
    this.sees(screen);
    await this.panel.show(screen);
  }

  beep(beep: Beep): void {
    this.panel.beep(beep);
  }

  close(): Promise<void> {
    return this.panel.close();
  }
}
