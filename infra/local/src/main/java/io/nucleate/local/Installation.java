package io.nucleate.local;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The built artefacts. Their layout is that of the source tree, in container images too.
 *
 * @param home directory of the launcher {@code nucleate}
 * @param self jar or class directory of this module
 */
public record Installation(Path home, Path self) {

    /**
     * Finds the installation that this class was loaded from: the nearest directory above it that
     * holds the launcher.
     *
     * @throws IllegalStateException if there is none
     */
    public static Installation find() {
        Path self;
        try {
            self = Path.of(Installation.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the place of this program's jar is no path", e);
        }
        for (Path home = self.getParent(); home != null; home = home.getParent()) {
            if (Files.isRegularFile(home.resolve("nucleate"))) {
                return new Installation(home, self);
            }
        }
        throw new IllegalStateException("no directory above " + self
                + " holds the launcher nucleate;" + " run it from where it was built");
    }

    /** The jar that starts a service. */
    public Path serviceJar(Service service) {
        Path jar = home.resolve(service.module()).resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException("the " + service.module() + " is not built: " + jar
                    + " is missing; run mvn package -DskipTests in " + home);
        }
        return jar;
    }

    /** Class path of the broker: every library of the command line. */
    public String libraries() {
        return self + java.io.File.pathSeparator + home.resolve("cli/target/lib/*");
    }
}
