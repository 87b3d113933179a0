/**
 * What every network here needs of DJL: {@link io.nucleate.tensors.Devices} chooses where it runs, {@link
 * io.nucleate.tensors.SafeTensors} reads and writes its parameters.
 */
package io.nucleate.tensors;
