/** A fingerprint in groups of four, which can be compared by eye. */
export function grouped(fingerprint: string): string {
  return fingerprint.replace(/.{4}(?=.)/g, '$& ');
}
