/** The verbs of the command line, one class each, below {@link io.nucleate.local.cli.NucleateCommand}. */
package io.nucleate.local.cli;
