import { createContext } from 'react';

export const noFaults: Readonly<Record<string, string>> = {};

/**
 * What is wrong with the fields of a form, by name. It stays until the form is sent again: what goes earlier moves the
 * button from under the pointer.
 */
export const FieldFaults = createContext(noFaults);
