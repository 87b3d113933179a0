/**
 * The verbs of the command line, one class each, below {@link io.nucleate.cli.NucleateCommand}.
 * {@link io.nucleate.cli.Main} is the entry. Options that several verbs have are declared once, in
 * the classes whose names end in {@code Option}, {@code Options}, {@code Input} or {@code Output}.
 */
package io.nucleate.cli;
