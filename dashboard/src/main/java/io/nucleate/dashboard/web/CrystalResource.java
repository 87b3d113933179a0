package io.nucleate.dashboard.web;

import io.nucleate.crystal.diffraction.PowderPattern;
import io.nucleate.crystal.diffraction.PowderPattern.Peak;
import io.nucleate.crystal.diffraction.Radiation;
import io.nucleate.crystal.io.CifWriter;
import io.nucleate.dashboard.view.DiscoveryReport;
import io.nucleate.dashboard.view.RunReport;
import io.nucleate.dashboard.view.crystal.CrystalReport;
import io.nucleate.dashboard.view.crystal.ReplayPlace;
import io.nucleate.dashboard.view.crystal.SimilarCrystals;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.discovery.Discovery;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** One crystal: everything known of it, its files, its diffraction pattern, its neighbours. */
@Path("/api/crystals")
@Produces(MediaType.APPLICATION_JSON)
public class CrystalResource {
    /** Run, generator and sequence. */
    private static final String ID = "/{id: .+/[0-9]+}";

    /** Beyond, laboratories rarely measure, and an ideal pattern tells little. */
    private static final double TWO_THETA_MAX_DEGREES = 90;

    private final RunReport report;
    private final DiscoveryReport discoveries;
    private final Lookups lookups;
    private final ReplayPlace place;

    CrystalResource(
            RunReport report,
            DiscoveryReport discoveries,
            Lookups lookups,
            @ConfigProperty(name = "nucleate.kafka.bootstrap-servers") String bootstrapServers,
            @ConfigProperty(name = "nucleate.dashboard.replay-data-dir")
                    Optional<String> dataDirectory) {
        this.report = report;
        this.discoveries = discoveries;
        this.lookups = lookups;
        this.place = new ReplayPlace(bootstrapServers, dataDirectory);
    }

    /** The pattern of a powder, with what it was computed for. */
    public record Diffraction(String radiation, double wavelengthAngstrom, List<Peak> peaks) {}

    @GET
    @Path(ID)
    @Operation(summary = "Everything known of a crystal, and the command that replays it")
    public CrystalReport crystal(@PathParam("id") String id) {
        return CrystalReport.of(scored(id), place);
    }

    @GET
    @Path(ID + "/diffraction")
    @Operation(
            summary = "X-ray pattern of a powder, up to 90 degrees",
            description = "Ideal: atoms at rest, no absorption, no anomalous scattering.")
    public Diffraction diffraction(
            @PathParam("id") String id,
            @QueryParam("radiation") @DefaultValue("CuKa") String radiation) {
        Radiation named = Radiation.of(radiation);
        return new Diffraction(
                named.toString(),
                named.wavelengthAngstrom(),
                PowderPattern.of(CrystalReport.evaluated(scored(id)), named, TWO_THETA_MAX_DEGREES)
                        .peaks());
    }

    @GET
    @Path(ID + "/similar")
    @Operation(summary = "Discoveries and known materials that resemble a crystal")
    public SimilarCrystals similar(@PathParam("id") String id) {
        return SimilarCrystals.of(scored(id), discoveries, lookups.materials());
    }

    /**
     * Returns a crystal as a file, as it was evaluated: relaxed, where the scorer relaxes.
     *
     * @param isExpanded all atoms of the conventional cell in a CIF, instead of the asymmetric unit
     */
    @GET
    @Path(ID + ".{format: cif|poscar|xyz}")
    @Produces(MediaType.WILDCARD)
    @Operation(
            summary = "A crystal as a file, relaxed where the scorer relaxes",
            description = "p1=true writes a CIF with every atom of the conventional cell and no"
                    + " symmetry. POSCAR and extended XYZ always have every atom.")
    public Response file(
            @PathParam("id") String id,
            @PathParam("format") String format,
            @QueryParam("p1") @DefaultValue("false") boolean isExpanded) {
        Discovery discovery = Discovery.of(scored(id));
        FileFormat asked = FileFormat.named(format);
        String name = discovery.scored().getFormula() + "-"
                + discovery.crystal().spaceGroup().number() + "-"
                + discovery.scored().getCandidate().getId().getSequence();
        boolean isP1 = isExpanded && asked == FileFormat.CIF;
        String text = isP1
                ? CifWriter.write(discovery.crystal().structure(), name)
                : asked.written().write(discovery, name);
        return FileFormat.reply(
                text,
                asked.mediaType(),
                name + (isP1 ? "-p1" : "") + asked.written().extension());
    }

    private Scored scored(String id) {
        return report.crystal(id)
                .orElseThrow(() -> new NoSuchElementException(id
                        + " is neither among the best crystals nor a discovery, which alone are"
                        + " kept here"));
    }
}
