package io.nucleate.local;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Puts failures into words. */
public final class Failures {
    private Failures() {}

    /**
     * Says what went wrong. The messages of file system exceptions are mere file names; the rest is
     * in their reason, or type.
     */
    public static String describe(Throwable failure) {
        if (failure instanceof FileSystemException e) {
            String reason = e.getReason() != null
                    ? e.getReason()
                    : e instanceof NoSuchFileException
                            ? "no such file or directory"
                            : e instanceof AccessDeniedException
                                    ? "permission denied"
                                    : e.getClass().getSimpleName();
            return e.getFile() + ": " + reason;
        }
        return failure.getMessage() == null
                ? failure.getClass().getSimpleName()
                : failure.getMessage();
    }
}
