namespace AdminConsole.Controls;

/// <summary>Names the texts of this folder (ControlTexts.resx, ControlTexts.en.resx).</summary>
public sealed class ControlTexts;
