package io.nucleate.crystal;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A value, or the reason why there is none. What is done to many crystals at once gives a list of
 * results, one for each crystal in the order given: a crystal that fails costs the others nothing.
 *
 * @param <T> type of the value
 */
public sealed interface Result<T> {

    /** A value. */
    record Success<T>(T value) implements Result<T> {}

    /**
     * The reason why there is no value.
     *
     * @param kind one word for counters, such as {@code unpriceable}
     * @param reason one sentence that names what is wrong
     */
    record Failure<T>(String kind, String reason) implements Result<T> {
        private <R> Result<R> ofOtherType() {
            return new Failure<>(kind, reason);
        }
    }

    static <T> Result<T> success(T value) {
        return new Success<>(value);
    }

    static <T> Result<T> failure(String kind, String reason) {
        return new Failure<>(kind, reason);
    }

    /** Applies a function to the value; a failure stays what it is. */
    default <R> Result<R> map(Function<? super T, ? extends R> function) {
        return flatMap(value -> success(function.apply(value)));
    }

    /** Applies a function that can fail to the value; a failure stays what it is. */
    default <R> Result<R> flatMap(Function<? super T, Result<R>> function) {
        return this instanceof Success<T> success
                ? function.apply(success.value)
                : ((Failure<T>) this).ofOtherType();
    }

    /** Drops the reason. */
    default Optional<T> toOptional() {
        return this instanceof Success<T> success ? Optional.of(success.value) : Optional.empty();
    }

    /**
     * Returns the value.
     *
     * @throws IllegalStateException with the reason, if there is none
     */
    default T orElseThrow() {
        if (this instanceof Failure<T> failure) {
            throw new IllegalStateException(failure.reason);
        }
        return ((Success<T>) this).value;
    }

    /** Returns the values, in their order; drops the failures. */
    static <T> List<T> values(List<Result<T>> results) {
        return results.stream().flatMap(result -> result.toOptional().stream()).toList();
    }

    /**
     * Applies a batch operation to all values at once; failures keep their places.
     *
     * @param batch returns as many results as it is given values, in their order; is not called
     *     without values
     */
    static <T, R> List<Result<R>> flatMapAll(
            List<Result<T>> results, Function<List<T>, List<Result<R>>> batch) {
        List<T> values = values(results);
        Iterator<Result<R>> mapped =
                (values.isEmpty() ? List.<Result<R>>of() : batch.apply(values)).iterator();
        return results.stream()
                .map(result -> result.flatMap(value -> mapped.next()))
                .toList();
    }

    /** Applies a batch operation that cannot fail; otherwise as {@link #flatMapAll}. */
    static <T, R> List<Result<R>> mapAll(
            List<Result<T>> results, Function<List<T>, List<R>> batch) {
        return flatMapAll(
                results,
                values -> batch.apply(values).stream().map(Result::success).toList());
    }
}
