import fc from 'fast-check';

/** A property that fails has noticed its mutant: a search for a smaller example would only take time. */
fc.configureGlobal({ endOnFailure: true });
