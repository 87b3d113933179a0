/**
 * PyTorch through DJL, as every network here uses it: {@link io.nucleate.tensors.Devices} chooses
 * where a network runs, {@link io.nucleate.tensors.SafeTensors} reads and writes its parameters,
 * {@link io.nucleate.tensors.Operators} has the operators that DJL lacks, and
 * {@link io.nucleate.tensors.Adam} trains it.
 */
package io.nucleate.tensors;
