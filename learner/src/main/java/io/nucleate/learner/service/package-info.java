/**
 * The learner as a service: scores in, weights out. Start from
 * {@link io.nucleate.learner.service.LearnerLoop}.
 */
package io.nucleate.learner.service;
