namespace AdminConsole.Shell;

/// <summary>Names the texts of this folder (ShellTexts.resx, ShellTexts.en.resx).</summary>
public sealed class ShellTexts;
