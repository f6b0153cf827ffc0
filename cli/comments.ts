/** The text of a module with its lines of comment left empty, so that the numbers of lines stay. */
export function withoutComments(text: string): string {
  return text.replaceAll(
    /^[ \t]*(?:\/\/.*$|\/\*[^]*?\*\/)/gm,
    (comment) => comment.replaceAll(/[^\n]/g, ""),
  );
}
