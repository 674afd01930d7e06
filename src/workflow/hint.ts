import { pressMeaning, stillMeant } from './press.js';
import type { ButtonHint } from './screen.js';
import type { At, PressMeaning, State } from './state.js';
import { powerOffHintMs } from './wake.js';

/** What the button would do; while it is held, what letting go now would do, or where holding on leads when it does nothing. */
export function buttonHint(state: State, at: At): ButtonHint {
  const { press, closing } = state;
  if (closing) return closing.why === 'asked' ? 'none' : 'powering-off';
  const meaning = pressMeaning(state);
  if (!press) return untouched(meaning);
  if (press.ignored) return 'none';
  const held = at.now.uptimeMs - press.since;
  if (held >= at.settings.longPressMs) {
    if (stillMeant(press.meaning.long, meaning.long)) return 'release-to-end';
    return held >= powerOffHintMs(at.settings) ? 'keep-holding-for-power-off' : 'release-to-cancel';
  }
  const { short, long } = press.meaning;
  const kept: PressMeaning = {
    ...(short && stillMeant(short, meaning.short) && { short }),
    ...(long && stillMeant(long, meaning.long) && { long }),
  };
  const hint = untouched(kept);
  return hint === 'none' && untouched(meaning) !== 'none' ? 'release-to-cancel' : hint;
}

/** A button nobody touches: the short press, or where that does nothing, the long one. */
function untouched({ short, long }: PressMeaning): ButtonHint {
  return short?.does ?? long?.does ?? 'none';
}
