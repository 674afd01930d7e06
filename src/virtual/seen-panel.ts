import type { Beep, Panel } from '../panel/panel.js';
import type { Screen } from '../workflow/screen.js';

/** A panel that somebody looks at: passes all on to the panel itself, and each screen to the onlookers. */
export class SeenPanel implements Panel {
  constructor(
    private readonly panel: Panel,
    private readonly onlookers: readonly ((screen: Screen) => void)[],
  ) {}

  async show(screen: Screen): Promise<void> {
    for (const look of this.onlookers) look(screen);
    await this.panel.show(screen);
  }

  beep(beep: Beep): void {
    this.panel.beep(beep);
  }

  close(): Promise<void> {
    return this.panel.close();
  }
}
