/** Minutes since midnight of "08:00-17:30"; over midnight where `toMinute` is the smaller. The text must have passed the schema. */
export function windowOf(text: string): { readonly fromMinute: number; readonly toMinute: number } {
  const [from, to] = text.split('-').map((time) => {
    const [hours, minutes] = time.split(':').map(Number);
    return hours * 60 + minutes;
  });
  return { fromMinute: from, toMinute: to };
}
