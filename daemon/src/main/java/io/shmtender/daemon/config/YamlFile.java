package io.shmtender.daemon.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** A YAML file as nodes, which know their line and column; objects made by the parser would not. */
final class YamlFile {
  private static final int SIZE_LIMIT = 1 << 20;

  private final Path path;
  private final Mistakes mistakes;

  YamlFile(Path path, Mistakes mistakes) {
    this.path = path;
    this.mistakes = mistakes;
  }

  /** Returns the file's settings, without any when it cannot be read as YAML. */
  Section read() {
    return text()
        .flatMap(this::parse)
        .map(node -> Section.of(path, node, mistakes))
        .orElseGet(() -> Section.empty(new Origin.WholeFile(path), mistakes));
  }

  private Optional<String> text() {
    try {
      byte[] bytes = SmallFile.read(path, SIZE_LIMIT);
      // A decoder of its own reports what is not UTF-8 rather than replacing it.
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (NoSuchFileException e) {
      return failed("there is no such file");
    } catch (AccessDeniedException e) {
      return failed("may not be read by this user");
    } catch (CharacterCodingException e) {
      return failed("is not text in UTF-8");
    } catch (FileSystemException e) {
      return failed(e.getReason() == null ? "cannot be read: " + e.getMessage() : e.getReason());
    } catch (IOException e) {
      return failed("cannot be read: " + e.getMessage());
    }
  }

  private <T> Optional<T> failed(String message) {
    mistakes.add(new Origin.WholeFile(path), message);
    return Optional.empty();
  }

  private Optional<MappingNode> parse(String text) {
    try {
      LoaderOptions options = new LoaderOptions();
      Node root =
          new Composer(new ParserImpl(new StreamReader(text), options), new Resolver(), options)
              .getSingleNode();
      if (root == null) {
        return Optional.empty();
      }
      if (root instanceof MappingNode mapping) {
        return Optional.of(mapping);
      }
      mistakes.add(at(root.getStartMark()), "write settings as 'key: value', one on each line");
    } catch (MarkedYAMLException e) {
      mistakes.add(at(e.getProblemMark()), "this is not YAML: " + problem(e, text));
    } catch (ReaderException e) {
      String before = text.substring(0, Math.min(e.getPosition(), text.length()));
      int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
      mistakes.add(
          new Origin.InFile(path, line, before.length() - before.lastIndexOf('\n')),
          String.format("the character U+%04X is not allowed in YAML", e.getCodePoint()));
    } catch (YAMLException e) {
      return failed("this is not YAML: " + e.getMessage());
    }
    return Optional.empty();
  }

  private static String problem(MarkedYAMLException e, String text) {
    if (e.getProblem().contains("'\\t")) {
      return "a tab cannot indent; use spaces";
    }
    String line = text.lines().skip(e.getProblemMark().getLine()).findFirst().orElse("");
    if (line.contains("[::") || line.contains("::1")) {
      return "an IPv6 address needs quotes, as in \"[::1]:3000\"";
    }
    return e.getContext() == null ? e.getProblem() : e.getProblem() + " (" + e.getContext() + ")";
  }

  private Origin at(Mark mark) {
    return new Origin.InFile(path, mark.getLine() + 1, mark.getColumn() + 1);
  }
}
