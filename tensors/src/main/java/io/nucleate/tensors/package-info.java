/**
 * What every network here needs of DJL: {@link io.nucleate.tensors.Devices} chooses where it runs,
 * {@link io.nucleate.tensors.SafeTensors} reads and writes its parameters,
 * {@link io.nucleate.tensors.Adam} trains it.
 */
package io.nucleate.tensors;
