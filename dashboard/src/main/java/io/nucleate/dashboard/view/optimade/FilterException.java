package io.nucleate.dashboard.view.optimade;

/** A filter that cannot be answered. */
public final class FilterException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean isUnsupported;

    private FilterException(String message, boolean isUnsupported, Throwable cause) {
        super(message, cause);
        this.isUnsupported = isUnsupported;
    }

    static FilterException wrong(String message) {
        return new FilterException(message, false, null);
    }

    static FilterException wrong(String message, Throwable cause) {
        return new FilterException(message, false, cause);
    }

    static FilterException unsupported(String message) {
        return new FilterException(message, true, null);
    }

    /** Returns whether the filter is right, and only not supported here. */
    public boolean isUnsupported() {
        return isUnsupported;
    }
}
