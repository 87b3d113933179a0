package io.nucleate.dashboard.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** The page as its readers meet it, in Chromium, over the made-up run of {@link FixtureServer}. */
@NeedsBrowser
class PageTest {
    private static final String CRYSTAL = "#/crystal/20261130-081500-a1b2c3/generator-1/9004";

    /** Each view with an element that is there when all of it is. */
    private static final Map<String, String> VIEWS = Map.of(
            "#/",
            ".best tbody tr",
            "#/?zoom=20-60&compare=20261129-190000-0f0f0f",
            ".chip",
            "#/discoveries",
            ".rows tbody tr",
            CRYSTAL,
            "#part-similar table",
            "#/hull?system=Ca-Si",
            ".drawing .hull-line",
            "#/hull?system=Ca-Ru-Si&mark=CaRuSi3",
            ".drawing .leader",
            "#/hull?system=Ca-O-Si-Ti",
            ".drawing.turns",
            "#/new?like=20261130-081500-a1b2c3&template=139:a=1,d=2,e=3",
            ".newrun .strong",
            "#/health",
            "td .detail");

    /** Of these the others are repetitions, for who asks about names and contrast. */
    private static final List<String> KINDS = List.of(
            "#/",
            "#/discoveries",
            CRYSTAL,
            "#/hull?system=Ca-Ru-Si&mark=CaRuSi3",
            "#/new?like=20261130-081500-a1b2c3&template=139:a=1,d=2,e=3",
            "#/health");

    private static final Path PICTURES = Path.of("target", "pictures");

    private static final int FIRST_LOAD_BYTES_MAX = 300_000;

    private static FixtureServer server;
    private static Browser browser;

    @BeforeAll
    static void start() throws IOException {
        server = new FixtureServer(0);
        browser = new Browser();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void atADesk() {
        browser.widen(1280, 900, false);
        browser.prefer("light");
        browser.errors();
    }

    @AfterEach
    void nothingIsWrong() {
        assertThat(browser.errors()).isEmpty();
    }

    private static void open(String hash) {
        browser.open(URI.create(server.root() + hash), VIEWS.getOrDefault(hash, "h1"));
    }

    /** It also leaves a picture of each, to be looked at. */
    @Test
    void everyViewOpens() throws IOException {
        for (String hash : VIEWS.keySet()) {
            open(hash);
            assertThat(browser.text("h1")).as(hash).isNotBlank();
            Path picture = PICTURES.resolve(hash.replaceAll("[^A-Za-z0-9]+", "-") + ".png");
            browser.photograph(picture);
            assertThat(picture).isNotEmptyFile();
        }
    }

    @Test
    void viewsFollowTheLinksAndTheBackButton() {
        open("#/");
        browser.click("nav.views a[href^='#/discoveries']");
        browser.await(".rows .sort");
        assertThat(browser.run("return document.activeElement.tagName")).isEqualTo("H1");
        browser.click("td .formula");
        browser.awaitTrue("the crystal", () -> browser.text("h1").equals("CaRu2Si2"));
        browser.back();
        browser.awaitTrue("the list", () -> browser.text("h1").equals("Discoveries"));
    }

    /** From a crystal to a run that looks for more of its structure. */
    @Test
    void aRunIsStartedFromACrystal() {
        open(CRYSTAL);
        browser.await(".more a[href*='template=']");
        browser.click(".more a[href*='template=']");
        browser.awaitTrue("an estimate", () -> browser.text(".newrun").contains("128 crystals"));
        assertThat(browser.text(".newrun")).contains("Candidates: 139:");
        WebElement reward = browser.await(".newrun input[placeholder='ehull']");
        assertThat(reward.getDomProperty("value")).isEqualTo("ehull");
        reward.sendKeys(" + bogus");
        browser.awaitTrue("the error at its field", () -> browser.text(
                        "#" + reward.getDomAttribute("aria-describedby"))
                .contains("there is no reward 'bogus'"));
        assertThat(browser.run("return document.querySelector('.newrun .strong').disabled"))
                .isEqualTo(true);
        reward.sendKeys(Keys.chord(Keys.CONTROL, "a"), "fom");
        browser.awaitTrue(
                "no error",
                () -> Boolean.FALSE.equals(
                        browser.run("return document.querySelector('.newrun .strong').disabled")));
        browser.click(".newrun .strong");
        browser.awaitTrue(
                "the new run", () -> browser.address().contains("run=20261130-100000-000001"));
    }

    @Test
    void aRunIsPausedAndEndsByASecondClickOnly() {
        open("#/");
        browser.await(".run-control button");
        browser.awaitTrue("Pause", () -> browser.text(".run-control").contains("Pause"));
        browser.click(".run-control button:first-child");
        browser.awaitTrue("Resume", () -> browser.text(".run-control").startsWith("Resume"));
        browser.click(".run-control button:nth-child(2)");
        assertThat(browser.text(".run-control")).contains("End it for good");
        browser.click(".run-control button:nth-child(2)");
        browser.awaitTrue("no more to do", () -> browser.text(".run-control").equals("New run"));
    }

    @Test
    void pagesFollowOneAnotherAndGoBack() {
        open("#/discoveries");
        browser.await(".pager");
        browser.awaitTrue("a first page", () -> browser.text(".pager").contains("1–50 of 120"));
        browser.click(".pager a");
        browser.awaitTrue("a second page", () -> browser.text(".pager").contains("51–100 of 120"));
        assertThat(browser.address()).contains("cursor=50").contains("page=2");
        browser.back();
        browser.awaitTrue("a first page", () -> browser.text(".pager").contains("1–50 of 120"));
    }

    @Test
    void filtersStandInTheAddress() {
        open("#/discoveries");
        WebElement with = browser.await(".filters input[placeholder='Li, O']");
        with.sendKeys("O", Keys.TAB);
        browser.awaitTrue("a chip", () -> browser.text(".chips").contains("with O"));
        assertThat(browser.address()).contains("all=O");
        List<String> formulas =
                browser.all("td .formula").stream().map(WebElement::getText).toList();
        assertThat(formulas).isNotEmpty().allSatisfy(text -> assertThat(text).contains("O"));

        browser.click(".ptable [data-symbol='Ba']");
        browser.awaitTrue("two", () -> browser.address().contains("all=O,Ba"));
        browser.awaitTrue(
                "a mark", () -> browser.all(".ptable [data-state='all']").size() == 2);
        browser.click(".chips a");
        browser.awaitTrue("none", () -> !browser.address().contains("all="));
    }

    @Test
    void columnsSort() {
        open("#/discoveries?sort=-formationEnergyEvPerAtom");
        assertThat(browser.text("th[aria-sort='descending']")).contains("form");
        browser.click("th[aria-sort] .sort");
        browser.awaitTrue(
                "the other way", () -> !browser.all("th[aria-sort='ascending']").isEmpty());
        assertThat(browser.address()).contains("sort=formationEnergyEvPerAtom");
    }

    @Test
    void selectionIsWhatIsDownloaded() {
        open("#/discoveries");
        assertThat(browser.text(".downloads")).contains("Download all (120)");
        browser.click("td.check input");
        assertThat(browser.text(".downloads")).contains("1 selected");
        assertThat(browser.run("return document.querySelector('.downloads a').href"))
                .asString()
                .contains("api/discoveries.cif?ids=");
        browser.click("td.check input");
        assertThat(browser.text(".downloads")).contains("Download all (120)");
    }

    /** Over pages and sortings, and for whom the address is sent to. */
    @Test
    void selectionIsKeptInTheAddress() {
        open("#/discoveries");
        browser.click("td.check input");
        browser.click("nav.pager a");
        browser.awaitTrue("the second page", () -> browser.address().contains("page=2"));
        browser.await(".rows tbody tr, td.check input");
        assertThat(browser.address()).contains("selected=20261130-081500-a1b2c3/generator-1/");
        browser.click("td.check input");
        browser.awaitTrue("two", () -> browser.text(".downloads").contains("2 selected"));
        String address = browser.address();
        open("#/");
        browser.open(URI.create(address), ".downloads");
        browser.awaitTrue("two again", () -> browser.text(".downloads").contains("2 selected"));
    }

    @Test
    void healthTellsOfTheDisk() {
        open("#/health");
        assertThat(browser.text("main")).contains("1.23 GB in Kafka's topics; the run may take 20");
    }

    @Test
    void zoomIsKeptInTheAddress() {
        open("#/?zoom=20-60");
        browser.await(".u-over");
        WebElement to = browser.all(".bar input").get(1);
        assertThat(to.getAttribute("value")).isEqualTo("60");
        to.sendKeys(Keys.chord(Keys.CONTROL, "a"), "80", Keys.TAB);
        browser.awaitTrue("the zoom", () -> browser.address().contains("zoom=20-80"));
    }

    @Test
    void crystalIsDrawnInEachCell() {
        open(CRYSTAL);
        browser.await(".viewer canvas");
        for (String cell : List.of("primitive", "supercell")) {
            int at = cell.equals("primitive") ? 2 : 3;
            browser.click(".segments[aria-label='Cell'] button:nth-child(" + at + ")");
            browser.awaitTrue(cell, () -> browser.address().contains("cell=" + cell));
        }
        browser.click(".toggle:nth-of-type(2)");
        browser.awaitTrue("polyhedra", () -> browser.address().contains("polyhedra=on"));
        assertThat(browser.text(".command code")).startsWith("./nucleate replay");
    }

    @Test
    void hullOfWhatIsTyped() {
        open("#/hull");
        WebElement input = browser.await(".system input");
        input.sendKeys("CaRu2Si2", Keys.ENTER);
        browser.await("polygon.facet");
        assertThat(browser.address()).contains("system=Ca-Ru-Si");
        input.clear();
        input.sendKeys("Xx", Keys.ENTER);
        browser.awaitTrue("why not", () -> browser.text(".problem").contains("Xx is no chemical"));
    }

    @Test
    void tetrahedronTurnsByKeys() {
        open("#/hull?system=Ca-O-Si-Ti");
        browser.await(".drawing.turns").sendKeys(Keys.ARROW_LEFT);
        browser.awaitTrue("a turn", () -> browser.address().contains("turn=31,18"));
    }

    /** A picture is made from what is on the page, which the content security policy must allow. */
    @ParameterizedTest
    @ValueSource(strings = {"#/", CRYSTAL, "#/hull?system=Ca-Ru-Si&mark=CaRuSi3"})
    void chartsAreTakenHome(String hash) {
        open(hash);
        browser.run("window.saved = []; const make = URL.createObjectURL;"
                + "URL.createObjectURL = blob => { saved.push(blob.type); return make(blob); };"
                + "HTMLAnchorElement.prototype.click = () => {};"
                + "document.querySelectorAll('.tools button').forEach(button => button.click());");
        int buttons = browser.all(".tools button").size();
        assertThat(buttons).isPositive();
        browser.awaitTrue(
                "a file for each of " + buttons + " buttons",
                () -> (Long) browser.run("return saved.length") >= buttons);
        assertThat(browser.run("return saved.join()")).asString().contains("image/png");
    }

    /** Links within a sentence are as high as its lines. */
    @Test
    void phoneHasNoSidewardsScrollAndTargetsForAFinger() {
        browser.widen(390, 844, true);
        for (String hash : VIEWS.keySet()) {
            open(hash);
            assertThat((Long) browser.run("return document.documentElement.scrollWidth"))
                    .as(hash)
                    .isLessThanOrEqualTo(390);
            assertThat(browser.run("return [...document.querySelectorAll("
                            + "'a, button, select, input, summary')]"
                            + ".filter(node => !node.closest('p:not(.title)'))"
                            + ".map(node => [node, node.getBoundingClientRect()])"
                            + ".filter(([node, box]) => box.width > 0 && box.right > 0"
                            + " && (box.height < 24 || box.width < 24)"
                            + " && node.type !== 'checkbox')"
                            + ".map(([node, box]) => node.outerHTML.slice(0, 90))"))
                    .as(hash)
                    .isEqualTo(List.of());
        }
    }

    @Test
    void phoneShowsTheEnergyAboveHull() {
        browser.widen(390, 844, true);
        open("#/discoveries");
        assertThat(browser.run("const box = document.querySelector('td[data-label^=\"E hull\"]')"
                        + ".getBoundingClientRect(); return box.width > 0"
                        + " && box.left >= 0 && box.right <= innerWidth"))
                .isEqualTo(true);
    }

    /** In the dark no more than the colours are others. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"light | {}", "dark | { runOnly: ['color-contrast'] }"})
    void nothingSeriousForWhoCannotSeeOrPoint(String scheme, String options) throws IOException {
        browser.prefer(scheme);
        String axe = resource("META-INF/resources/webjars/axe-core/4.6.3/axe.min.js");
        for (String hash : KINDS) {
            open(hash);
            browser.run(axe);
            // All rows of a table are made by one function; three of them stand for the others.
            Object violations = browser.runAsync("const done = arguments[0];"
                    + "axe.run({ exclude: [['tbody tr:nth-child(n+4)']] }, " + options + ")"
                    + ".then(result => done(result.violations"
                    + ".filter(({ impact }) => impact === 'serious' || impact === 'critical')"
                    + ".map(({ id, nodes }) => id + ': '"
                    + " + nodes.map(node => node.html.slice(0, 120)).join(' | '))))");
            assertThat(violations).as(hash + " " + scheme).isEqualTo(List.of());
        }
    }

    @Test
    void partsThatAServiceLacksAreSaidPlainly() throws IOException {
        Map<String, String> sentences = Map.of(
                "#/discoveries",
                "keeps no catalogue",
                "#/hull?system=Ca-Si",
                "There is no hull to show",
                CRYSTAL,
                "There is no page of",
                "#/health",
                "does not tell of the health of others");
        try (FixtureServer young = new FixtureServer(
                0, "discoveries", "elements", "crystals", "hull", "health", "runs")) {
            for (Map.Entry<String, String> sentence : sentences.entrySet()) {
                browser.open(URI.create(young.root() + sentence.getKey()), ".sentence");
                browser.awaitTrue(sentence.getValue(), () -> browser.text("main")
                        .contains(sentence.getValue()));
            }
            browser.open(URI.create(young.root() + "#/"), ".best tbody tr");
            browser.leave();
        }
        // The browser reports each answer 404 as an error; nothing else may be one.
        assertThat(browser.errors())
                .allSatisfy(error -> assertThat(error).contains("status of 404"));
    }

    @Test
    void firstLoadIsSmall() throws IOException {
        open("#/");
        Object names = browser.run("return performance.getEntriesByType('resource')"
                + ".map(entry => new URL(entry.name).pathname)"
                + ".filter(path => !path.startsWith('/api/')).join(' ')");
        List<String> loaded = List.of(names.toString().split(" "));
        assertThat(loaded).anyMatch(path -> path.contains("uplot"));
        assertThat(loaded).noneMatch(path -> path.contains("three"));
        long bytes = 0;
        for (String path : loaded) {
            bytes += gzipped(resource("META-INF/resources" + path));
        }
        assertThat(bytes).isLessThan(FIRST_LOAD_BYTES_MAX);
    }

    private static int gzipped(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.size();
    }

    private static String resource(String name) throws IOException {
        try (InputStream content = PageTest.class.getClassLoader().getResourceAsStream(name)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
