/** What a picture is by its first bytes: WebP (RIFF container), else JPEG, which is all else that a record may carry. */
export function pictureType(picture: Uint8Array): 'image/webp' | 'image/jpeg' {
  const riff = [0x52, 0x49, 0x46, 0x46];
  return riff.every((byte, at) => picture[at] === byte) ? 'image/webp' : 'image/jpeg';
}
