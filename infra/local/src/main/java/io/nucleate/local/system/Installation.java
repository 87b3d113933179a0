package io.nucleate.local.system;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the built artefacts are. The layout is that of the source tree, in container images too.
 *
 * @param home directory of the launcher {@code nucleate}
 * @param commandLine jar or class directory of the command line
 */
public record Installation(Path home, Path commandLine) {

    /** The installation that this class was loaded from: {@code <home>/infra/local/target/<jar or classes>}. */
    public static Installation find() {
        try {
            Path self = Path.of(Installation.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return new Installation(self.resolve("../../../..").normalize(), self);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the place of the command line's jar is no path", e);
        }
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

    /** Class path of the command line and the broker. */
    public String libraries() {
        return commandLine + java.io.File.pathSeparator + home.resolve("infra/local/target/lib/*");
    }
}
