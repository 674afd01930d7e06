interface Finding {
  readonly ok: boolean;
  readonly check: string;
  readonly advice?: string | undefined;
}

/** What is wrong with a field, in the words of its findings; none for a good one. */
export function adviceOf(findings: readonly Finding[]): string[] {
  return findings.flatMap(({ ok, advice, check }) => (ok ? [] : [advice ?? check]));
}
