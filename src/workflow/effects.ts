/** What the workflow wants done; the device does it and reports back with events. */
export type Effect =
  | { readonly do: 'self-test' }
  /** Stream live frames at this rate, or free the sensor. Answered by camera-up or camera-failed. */
  | { readonly do: 'camera'; readonly framesPerSecond: number | 'off' }
  /** Make a row for a new slide; answered by slide-started. */
  | { readonly do: 'start-slide' }
  /** Keep this glanced frame and count it; answered by field-counted. An accepted frame is never dropped. */
  | { readonly do: 'take-field'; readonly frame: number }
  /** Write the result and close the slide; only sent when no field waits. Answered by slide-finished. */
  | { readonly do: 'finish-slide'; readonly why: 'precision-reached' | 'cell-limit' | 'ended-early' }
  /** The person has seen the result of the slide with this id: remember that on disk. */
  | { readonly do: 'accept-result'; readonly slide: string }
  /** Do again now what the disk refused. Answered by trouble-over and what it held up, or by trouble. */
  | { readonly do: 'retry-storage' }
  /** Move a motorised stage or flow cell to fresh cells. */
  | { readonly do: 'advance' }
  | { readonly do: 'beep'; readonly beep: 'field-taken' | 'refused' | 'done' | 'alarm' }
  /** Send a tick no later than this uptime, ms; replaces the one asked for before. */
  | { readonly do: 'wake-at'; readonly uptimeMs: number }
  /** Power the machine off through the service manager, everything being committed. */
  | { readonly do: 'power-off'; readonly why: 'button' | 'battery' }
  /** End the process: everything is committed. */
  | { readonly do: 'exit' };
