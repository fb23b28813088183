/**
 * The anchor of a heading, as GitHub makes it: the links of the pages work in both places.
 *
 * @param {string} heading
 */
export function gitHubSlug(heading) {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\- ]/gu, '')
    .replaceAll(' ', '-')
}
