/** What single keys cannot tell: values that do not go together. `path` is the key a person would change. */
export interface CrossFinding {
  readonly path: string;
  readonly what: string;
}
