import type { Clock } from '../../clock/clock.js';
import { cameraTimeout } from './camera-errors.js';
import { ToolProcess, type Tool } from './tool-process.js';

/** From asking a program to end to killing it, ms. */
const STOP_MS = 2000;

/**
 * Runs a program that writes and ends by itself.
 *
 * @returns how many bytes it wrote, and the last `tailBytes` of them or a little more.
 * @throws HardwareError when it fails, or camera-timeout when it takes longer than `timeoutMs`.
 */
export async function captureBurst(
  tool: Tool,
  {
    clock,
    timeoutMs,
    tailBytes,
  }: { readonly clock: Clock; readonly timeoutMs: number; readonly tailBytes: number },
): Promise<{ readonly tail: Uint8Array; readonly bytes: number }> {
  const chunks: Uint8Array[] = [];
  let kept = 0;
  let bytes = 0;
  const process = new ToolProcess(tool, clock, (chunk) => {
    bytes += chunk.length;
    chunks.push(chunk);
    kept += chunk.length;
    while (kept - chunks[0].length >= tailBytes) kept -= chunks.shift()?.length ?? 0;
  });
  const late = new AbortController();
  const cancel = clock.after(timeoutMs, () => {
    late.abort();
    process.stop(STOP_MS);
  });
  const ending = await process.ended;
  cancel();
  if (late.signal.aborted) throw cameraTimeout(timeoutMs);
  if (ending !== undefined) throw ending;
  return { tail: Buffer.concat(chunks), bytes };
}
