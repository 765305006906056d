import { Component, type ComponentChildren } from 'preact';

/** Says what a view could not do, and leaves the rest of the page as it is. */
export class Failures extends Component<{ children: ComponentChildren }, { error?: Error }> {
  override state: { error?: Error } = {};

  static override getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <div class="error" role="alert">
        <p>This cannot be shown: {error.message}</p>
        <p>
          <a href="#/find">Find something else</a>
        </p>
      </div>
    );
  }
}
