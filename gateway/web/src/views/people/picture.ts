/** The longer side of a picture as the platform keeps it: what is larger need not travel. */
const SIDE = 256
const PIECE = 0x8000

/** A picture of any size in base64, made small in the browser. Rejects what is no picture. */
export async function asPicture(file: File): Promise<string> {
  const picture = await createImageBitmap(file)
  const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(picture.width * scale))
  canvas.height = Math.max(1, Math.round(picture.height * scale))
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
  const small = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'))
  if (!small) throw new Error('the browser cannot draw this picture')
  const bytes = new Uint8Array(await small.arrayBuffer())
  let text = ''
  for (let from = 0; from < bytes.length; from += PIECE) text += String.fromCharCode(...bytes.subarray(from, from + PIECE))
  return btoa(text)
}
