/** What is wrong in one place, in the words of the schema; zod's own sentence about nothing at all reads "is missing". */
export function plainMessage(issue: { readonly message: string }): string {
  return issue.message.replace(/Invalid input: expected [^,]+, received undefined$/, 'is missing');
}
