package io.nucleate.dashboard.page;

import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.WebDriverWait;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.stream.Stream;

/** The machine's own Chromium, without a window. */
public final class Browser implements AutoCloseable {
    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final Duration SCRIPT_WAIT = Duration.ofMinutes(4);

    private final ChromeDriver driver;

    public Browser() {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(
                program("chromium", "chromium-browser", "google-chrome").orElseThrow());
        // Without a GPU, WebGL is computed; as root, as in a container, there is no sandbox.
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--use-angle=swiftshader",
                "--enable-unsafe-swiftshader",
                "--window-size=1280,900");
        options.setCapability("goog:loggingPrefs", Map.of(LogType.BROWSER, "ALL"));
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(program("chromedriver").orElseThrow())
                        .build(),
                options);
    }

    static boolean isInstalled() {
        return program("chromedriver").isPresent()
                && program("chromium", "chromium-browser", "google-chrome").isPresent();
    }

    private static Optional<File> program(String... names) {
        List<String> folders = Arrays.asList(System.getenv("PATH").split(File.pathSeparator));
        return Stream.of(names)
                .flatMap(name -> folders.stream().map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .map(Path::toFile)
                .findFirst();
    }

    @Override
    public void close() {
        driver.quit();
    }

    /** Leaves the page, with all that it still listens to. */
    void leave() {
        driver.get("about:blank");
    }

    /** Opens a view anew, and waits for an element of it. */
    public void open(URI address, String awaited) {
        leave();
        driver.get(address.toString());
        await(awaited);
    }

    String address() {
        return driver.getCurrentUrl();
    }

    /** Writes what the window shows now as PNG. */
    void photograph(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    }

    void back() {
        driver.navigate().back();
    }

    /** Waits for an element that is shown. */
    public WebElement await(String selector) {
        return new WebDriverWait(driver, WAIT)
                .withMessage(() -> "no " + selector + " at " + address() + "; " + text("main"))
                .until(now -> (WebElement) run(
                        "return [...document.querySelectorAll(arguments[0])]"
                                + ".find(node => node.getClientRects().length > 0)",
                        selector));
    }

    /** Waits until something holds. */
    public void awaitTrue(String what, Supplier<Boolean> condition) {
        new WebDriverWait(driver, WAIT)
                .withMessage(() -> what + " at " + address() + "; " + text("main"))
                .until(now -> condition.get());
    }

    List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    public String text(String selector) {
        return (String)
                run("return document.querySelector(arguments[0])?.textContent ?? ''", selector);
    }

    /** Clicks as a script does, whatever lies over the element. */
    public void click(String selector) {
        run("document.querySelector(arguments[0]).click()", selector);
    }

    Object run(String script, Object... arguments) {
        return ((JavascriptExecutor) driver).executeScript(script, arguments);
    }

    Object runAsync(String script, Object... arguments) {
        driver.manage().timeouts().scriptTimeout(SCRIPT_WAIT);
        return ((JavascriptExecutor) driver).executeAsyncScript(script, arguments);
    }

    void widen(int width, int height, boolean isPhone) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of(
                        "width", width,
                        "height", height,
                        "deviceScaleFactor", 1,
                        "mobile", isPhone));
    }

    void prefer(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** What the browser complained of since the last question: errors and broken policies. */
    public List<String> errors() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
                .map(Object::toString)
                .toList();
    }
}
