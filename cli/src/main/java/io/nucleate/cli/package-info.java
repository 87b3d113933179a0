/**
 * The verbs of the command line, one class each, below {@link io.nucleate.cli.NucleateCommand}.
 * {@link io.nucleate.cli.Main} is the entry.
 */
package io.nucleate.cli;
