/** The role is one for all databases of a server, so all tests give it the same password. */
export const readerPassword = 'analysts-of-the-tests';
