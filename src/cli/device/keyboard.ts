import { emitKeypressEvents } from 'node:readline';
import type { World } from '../../virtual/world.js';

const HELP = `Keys: space press · l hold 2.5 s (end the slide) · p hold 6.5 s (power off) · arrows move the stage
      + − turn the focus · n new slide · h this help · q quit\n`;

/** The keyboard as button, stage and focus of the virtual microscope. Does nothing where input is no terminal. */
export function handleKeys(world: World, quit: () => void): { release(): void } {
  const { stdin } = process;
  if (!stdin.isTTY) return { release: () => undefined };
  emitKeypressEvents(stdin);
  stdin.setRawMode(true);
  process.stderr.write(HELP);
  let slide = 0;
  const onKey = (
    _text: string | undefined,
    key: { readonly name?: string; readonly ctrl?: boolean; readonly sequence?: string },
  ): void => {
    if (key.name === 'q' || (key.ctrl === true && key.name === 'c')) quit();
    else if (key.name === 'space' || key.name === 'return') world.press(150);
    else if (key.name === 'l') world.press(2_500);
    else if (key.name === 'p') world.press(6_500);
    else if (key.name === 'h') process.stderr.write(HELP);
    else if (key.name === 'n') world.insert({ seed: ++slide, parasitaemia: 0.01 * (slide % 5) });
    else if (key.name === 'left') world.step(-1, 0);
    else if (key.name === 'right') world.step(1, 0);
    else if (key.name === 'up') world.step(0, -1);
    else if (key.name === 'down') world.step(0, 1);
    else if (key.sequence === '+') world.turnFocus(0.5);
    else if (key.sequence === '-') world.turnFocus(-0.5);
  };
  stdin.on('keypress', onKey);
  stdin.resume();
  return {
    release: () => {
      stdin.off('keypress', onKey);
      stdin.setRawMode(false);
      stdin.pause();
    },
  };
}
